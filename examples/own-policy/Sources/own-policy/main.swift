import MarketLab

// The whole marketlab command, with one policy more.
await MarketLabCommand.main { $0.add(FreshestFirst.self) }
