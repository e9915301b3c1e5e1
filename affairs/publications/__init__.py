"""新闻动态, 政策法规, 中心概况: what the centre publishes, in its own words."""
