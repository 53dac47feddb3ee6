/// What the experiment says of the users of one segment, and what is true of the same users in the twins.
public struct SegmentReadout: Sendable, Equatable, Codable {
    /// As the scenario names them: `country`, `activity`.
    public var segmentation: String
    /// Within it: `NL`, `1 to 5`.
    public var segment: String
    /// Users of the segment that are read out, in control and in treatment, over all replications.
    public var usersControl: Int
    /// Users of the segment in treatment.
    public var usersTreatment: Int
    /// Those that have a value in both arms; p-values are adjusted by Holm's method over all segments and treatments of the
    /// metric.
    public var metrics: [MetricReadout]
    /// Why there are none.
    public var note: String?

    public init(
        segmentation: String, segment: String, usersControl: Int, usersTreatment: Int, metrics: [MetricReadout],
        note: String? = nil
    ) {
        self.segmentation = segmentation
        self.segment = segment
        self.usersControl = usersControl
        self.usersTreatment = usersTreatment
        self.metrics = metrics
        self.note = note
    }
}
