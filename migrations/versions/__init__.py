"""One module per revision; its SQL stands beside it in `sql/<revision>/<database>/`."""
