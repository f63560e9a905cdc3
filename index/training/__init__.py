"""How the shipped reader is made: data, training, export, calibration and measurement; never imported at run time."""
