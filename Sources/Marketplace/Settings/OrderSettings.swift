public import PolicyKit

/// Sets what becomes of a checkout: payment with its delay, lapse, delivery, refund, and the platform's fee.
///
/// The delay of a payment is a mixture: quick, within a day, or later (the fit to Criteo's click-to-pay delays is
/// 35 % exponential with mean .35 h, 15 % uniform on 1-24 h, 50 % 24 h plus exponential with mean 9 d).
public struct OrderSettings: ParameterSection, BitwiseCopyable {
    public var paymentShare = 0.463
    public var quickPaymentShare = 0.85
    public var quickPaymentMean: Int64 = 21 * 60_000
    public var samedayPaymentShare = 0.10
    public var latePaymentMean: Int64 = 9 * 86_400_000
    public var paymentWindow: Int64 = 3 * 86_400_000
    public var deliveryDelay: Int64 = 3 * 86_400_000
    public var deliveryDelaySigma = 0.5
    public var deliveryWindow: Int64 = 10 * 86_400_000
    public var refundRate = 0.10
    public var refundMisfitWeight = 1.0
    public var refundTasteWeight = 0.2
    public var refundPriceWeight = 0.2
    public var refundDefectWeight = 2.0
    public var refundCategorySigma = 0.4
    public var refundPronenessSigma = 0.5
    public var refundDelay: Int64 = 12 * 3_600_000
    public var refundDelaySigma = 1.0
    public var refundWindow: Int64 = 14 * 86_400_000
    public var takeRate = 0.10

    public init() {}

    /// Milliseconds after which nothing can become of a checkout any more: its windows of payment, delivery and refunds, one after the other.
    public var settlingTime: Int64 { paymentWindow + deliveryWindow + refundWindow }

    public static let fields: [ParameterField<Self>] = [
        field(
            "payment_share", \.paymentShare, .share, 0...1,
            "Share of checkouts whose buyer means to pay; the others lapse at the end of the window."),
        field(
            "quick_payment_share", \.quickPaymentShare, .share, 0...1,
            "Share of payments with a short exponential delay."),
        field("quick_payment_mean", \.quickPaymentMean, .duration, 0...3.1536e10, "Mean of that delay."),
        field(
            "sameday_payment_share", \.samedayPaymentShare, .share, 0...1,
            "Share of payments uniformly within 1 to 24 hours; the rest come after a day."),
        field(
            "late_payment_mean", \.latePaymentMean, .duration, 1...3.1536e10,
            "Mean delay beyond the first day of late payments."),
        field(
            "payment_window", \.paymentWindow, .duration, 1...3.1536e10,
            "Time after which an unpaid checkout lapses and its unit is for sale again."),
        field(
            "delivery_delay", \.deliveryDelay, .duration, 1...3.1536e10,
            "Median time from payment to delivery, lognormally distributed."),
        field(
            "delivery_delay_sigma", \.deliveryDelaySigma, .number, 0...4,
            "Standard deviation of the logarithm of that time."),
        field(
            "delivery_window", \.deliveryWindow, .duration, 1...3.1536e10,
            "Time from payment by which everything is delivered."),
        field(
            "refund_rate", \.refundRate, .share, 0...0.99,
            "Chance of a refund for a fitting, sound listing and a typical buyer."),
        field(
            "refund_misfit_weight", \.refundMisfitWeight, .number, 0...20,
            "Log-odds of a refund added by a full misfit of category."),
        field(
            "refund_taste_weight", \.refundTasteWeight, .number, 0...20,
            "Log-odds of a refund taken off by one standard deviation of taste for the content."),
        field(
            "refund_price_weight", \.refundPriceWeight, .number, 0...20,
            "Log-odds of a refund added by each unit of ln(price / category median)."),
        field(
            "refund_defect_weight", \.refundDefectWeight, .number, 0...20,
            "Log-odds of a refund added by a hidden defect."),
        field(
            "refund_category_sigma", \.refundCategorySigma, .number, 0...5,
            "Standard deviation of the categories' own log-odds of a refund."),
        field(
            "refund_proneness_sigma", \.refundPronenessSigma, .number, 0...5,
            "Standard deviation of the users' own log-odds of a refund."),
        field(
            "refund_delay", \.refundDelay, .duration, 1...3.1536e10,
            "Median time from delivery to refund, lognormally distributed."),
        field(
            "refund_delay_sigma", \.refundDelaySigma, .number, 0...4,
            "Standard deviation of the logarithm of that time."),
        field(
            "refund_window", \.refundWindow, .duration, 1...3.1536e10,
            "Time from delivery after which no refund is given: the order's label is then mature."),
        field("take_rate", \.takeRate, .share, 0...1, "Platform's fee as a share of the price."),
    ]
}
