"""What the checks of several subjects read of a site, or weigh alike: none of these modules is a check."""
