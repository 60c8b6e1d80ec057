"""From evidence to scores, reasons, calibration, fraud types and grades."""
