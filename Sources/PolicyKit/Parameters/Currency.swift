/// A currency of ISO 4217: how its amounts are counted and written.
public struct Currency: Sendable, Hashable {
    /// Three capital letters.
    public let code: String
    /// Decimals of an amount: 2 for USD, 0 for JPY, 3 for KWD.
    public let minorDigits: Int

    private init(_ code: String, minorDigits: Int) {
        self.code = code
        self.minorDigits = minorDigits
    }

    /// The currency of that code; nil for one that is not active.
    public init?(code: String) {
        guard let currency = Self.ofCode[code] else { return nil }
        self = currency
    }

    /// What a scenario's money is in that says nothing else.
    public static let usd = Currency("USD", minorDigits: 2)

    /// All that are active, by code.
    public static let all: [Currency] = ofCode.values.sorted { $0.code < $1.code }

    /// Minor units of one currency unit: 100 for USD, 1 for JPY.
    public var minorUnits: Double { Self.powers[minorDigits] }

    /// `25.00 USD`, `2500 JPY`, `2.500 KWD`.
    /// - Parameter minor: the amount in minor units; rounded to a whole number of them.
    public func text(minor: Double) -> String { "\(bare(minor: Int64(minor.rounded()))) \(code)" }

    /// `25.00`: the amount in currency units, without the code.
    public func bare(minor: Int64) -> String {
        guard minorDigits > 0 else { return "\(minor)" }
        let (whole, rest) = minor.magnitude.quotientAndRemainder(dividingBy: UInt64(minorUnits))
        let decimals = String(repeating: "0", count: minorDigits - "\(rest)".count) + "\(rest)"
        return "\(minor < 0 ? "-" : "")\(whole).\(decimals)"
    }

    private static let powers = [1.0, 10, 100, 1_000, 10_000]

    private static let ofCode: [String: Currency] = {
        var currencies: [String: Currency] = [:]
        for (digits, codes) in codes {
            for code in codes.split(separator: " ") {
                currencies[String(code)] = Currency(String(code), minorDigits: digits)
            }
        }
        return currencies
    }()

    /// ISO 4217's list of active codes (published 2026-01-01) by their minor digits. Metals, bonds, testing codes and units
    /// of account have none and are left out.
    private static let codes = [
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW \
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
        MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG \
        YER ZAR ZMW ZWG
        """,
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    ]
}
