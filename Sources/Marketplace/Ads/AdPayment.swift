/// What an advertiser pays for.
public enum AdPayment: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case exposure, click, conversion
}
