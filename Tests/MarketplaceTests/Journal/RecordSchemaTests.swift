import Marketplace
import MarketplaceTesting
import Testing

/// What mechanisms declare of their records, quantities and metrics.
struct RecordSchemaTests {
    @Test func everyKindOfRecordHasOneSchema() {
        #expect(Mechanisms.records.map(\.kind) == JournalRecord.Kind.allCases)
        #expect(Mechanisms.records.map(\.kind.rawValue) == (1...UInt8(Mechanisms.records.count)).map(\.self))
        #expect(Set(Mechanisms.records.map(\.name)).count == Mechanisms.records.count)
    }

    @Test(arguments: Mechanisms.records)
    func theNumbersOfARecordHaveNamesOfTheirOwn(schema: RecordSchema) {
        #expect(Set(schema.columns.map(\.name)).count == schema.columns.count)
        #expect(Set(schema.columns.map(\.field)).count == schema.columns.count)
        #expect(schema.columns.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.hasSuffix(".") })
    }

    @Test func everyMechanismsQuantitiesAndMetricsAreFound() {
        #expect(Set(Mechanisms.all.map(\.name)).count == Mechanisms.all.count)
        let declared = Mechanisms.all.flatMap(\.metrics)
        #expect(Set(declared) == Set(Metric.all) && declared.count == Metric.all.count)
        #expect(Set(Mechanisms.quantities.map(\.name)).count == Mechanisms.quantities.count)
        for metric in Metric.all {
            #expect(metric.quantities.allSatisfy(Mechanisms.quantities.contains), "\(metric.name)")
        }
    }
}

/// What a record says of where it belongs, against what the journal shows by its order.
struct AttributionTests {
    private static func market(wishes: Bool) -> TestMarket {
        AdMarket.market(wishes ? "wishes" : "no wishes") {
            $0.market.wishes.active = wishes
            $0.everywhere {
                $0.offers.rate = 0.2
                $0.orders.refundRate = 0.4
            }
        }
    }

    @Test(arguments: [true, false])
    func whatComesOfAnExposureCarriesItsRequestAndAd(wishes: Bool) throws {
        let run = try Self.market(wishes: wishes).run()
        var requests: UInt32 = 0
        var latest: [UInt32: UInt32] = [:]
        var exposures: [AdMarket.Showing: JournalRecord] = [:]
        var ads: [AdMarket.Showing: UInt32] = [:]
        var checked = (later: 0, ads: 0)
        for record in run.records {
            switch record.kind {
            case .request:
                #expect(record.request == requests)
                latest[record.user] = requests
                requests += 1
            case .exposure:
                #expect(record.request == latest[record.user])
                exposures[AdMarket.Showing(record)] = record
            case .sessionStart, .listingCreated, .markdown, .listingEnded:
                #expect(record.request == JournalRecord.none && record.campaign == JournalRecord.none)
            case .sessionEnd, .refusal, .insertion, .exploration:
                #expect(record.campaign == JournalRecord.none)
            default:
                let exposure = try #require(exposures[AdMarket.Showing(record)])
                #expect(record.request == exposure.request && record.campaign == exposure.campaign)
                if record.request != latest[record.user] { checked.later += 1 }
            }
            if record.kind == .adExposure {
                #expect(record.campaign == UInt32(record[.campaign]))
                ads[AdMarket.Showing(record)] = record.campaign
            }
            if record.kind == .click {
                #expect(record.campaign == ads[AdMarket.Showing(record)] ?? JournalRecord.none)
                if record.campaign != JournalRecord.none { checked.ads += 1 }
            }
        }
        #expect(checked.later > 20 && checked.ads > 20)
    }

    @Test func stepsOfAnOrderAreCreditedAtItsCheckoutAndAllElseWhenItHappens() throws {
        let run = try Self.market(wishes: true).run()
        var checkouts: [Int64] = []
        var later = 0
        for record in run.records {
            switch record.kind {
            case .checkout:
                #expect(record.creditTime == record.time)
                checkouts.append(record.time)
            case .payment, .lapse, .delivery, .refund, .adOrder:
                #expect(record.creditTime == checkouts[Int(record[.order])])
                if record.creditTime < record.time { later += 1 }
            default: #expect(record.creditTime == record.time)
            }
        }
        #expect(later > 50)
    }
}
