import MarketLab
