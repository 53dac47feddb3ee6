import MarketLab

await MarketLabCommand.main { _ in }
