"""What is judged: evidence statistics, detectors, calibration and reasons. Trained models live in MLflow."""
