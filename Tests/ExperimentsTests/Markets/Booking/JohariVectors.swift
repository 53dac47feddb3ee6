import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Testing

/// The markets of johari.json, with every parameter and what theory says of them.
struct JohariVector: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    /// `booking` or `sale`.
    let mode: String
    let params: Parameters
    let expected: Expected

    /// By customer type, then listing type; rates are for each unit of time and size.
    struct Parameters: Decodable {
        let lam: [Double]
        let v0: [[Double]]
        let v1: [[Double]]
        let alpha: [[Double]]
        let eps: [Double]
        let rho: [Double]?
        let tau: [Double]?
        let mu: [Double]?
        let delta: [Double]?
    }

    struct Expected: Decodable {
        let beta: Double
        let controlRate: Double
        let treatmentRate: Double
        let effect: Double
        let availableControl: Double
        let availableTreatment: Double
        let cells: [[Double]]
        let balanced: Balanced
        let balancedCells: [[Double]]
        let estimates: [String: Double]

        enum CodingKeys: String, CodingKey {
            case beta, estimates
            case controlRate = "Q_global_control"
            case treatmentRate = "Q_global_treatment"
            case effect = "GTE"
            case availableControl = "avail_mass_control"
            case availableTreatment = "avail_mass_treatment"
            case cells = "Q_cells_50_50"
            case balanced = "bal_design"
            case balancedCells = "Q_cells_bal"
        }
    }

    /// The shares that suit how scarce either side is.
    struct Balanced: Decodable {
        let customers: Double
        let listings: Double

        enum CodingKeys: String, CodingKey {
            case customers = "a_C"
            case listings = "a_L"
        }
    }

    var testDescription: String { id }

    /// All vectors of the folder that `MARKETLAB_VECTORS` names, or of the bundled one where that has none of this family.
    static let all: [JohariVector] = {
        struct File: Decodable { let vectors: [JohariVector] }
        let files = [TestOptions.vectors, Bundle.module.url(forResource: "Vectors", withExtension: nil)].compactMap {
            $0?.appendingPathComponent("johari.json")
        }
        guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }),
            let data = try? Data(contentsOf: file), let read = try? JSONDecoder().decode(File.self, from: data)
        else { return [] }
        return read.vectors
    }()

    static func named(_ ids: [String]) -> [JohariVector] { all.filter { ids.contains($0.id) } }

    /// The vector's market, a day for its unit of time.
    /// - Parameter sharesAtStart: listings of each type at the start; nil for those that there are when none is booked.
    func market(size: Int64, sharesAtStart: [Double]? = nil) -> BookingMarket {
        var market = BookingMarket()
        market.settings.size = size
        market.settings.afterBooking = mode == "booking" ? "returns" : "leaves"
        market.listingTypes = params.v0[0].indices.map { index in
            var type = BookingListingType()
            if let rho = params.rho, let tau = params.tau {
                type.share = rho[index]
                type.blockedMean = Int64((86_400_000 / tau[index]).rounded())
            }
            if let mu = params.mu, let delta = params.delta {
                type.share = sharesAtStart?[index] ?? 0
                type.arrivalsPerDay = mu[index]
                type.withdrawalsPerDay = delta[index]
            }
            return type
        }
        market.customerTypes = params.lam.indices.map { customer in
            var type = BookingCustomerType()
            type.arrivalsPerDay = params.lam[customer]
            type.outsideOption = params.eps[customer]
            type.choices = market.listingTypes.indices.map { listing in
                var choice = BookingChoice()
                choice.consideration = params.alpha[customer][listing]
                choice.utility = params.v0[customer][listing]
                choice.utilityLift = params.v1[customer][listing] / params.v0[customer][listing] - 1
                return choice
            }
            return type
        }
        return market
    }
}
