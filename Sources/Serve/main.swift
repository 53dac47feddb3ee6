import MarketLab
import Serving

await MarketLabCommand.main(servingWith: SiteServer.serve) { _ in }
