/// What an advertiser pays for.
public enum AdPayment: String, Sendable, Hashable, CaseIterable {
    case exposure, click, conversion
}
