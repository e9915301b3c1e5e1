"""预审: what can be found wrong with an application before it is submitted."""
