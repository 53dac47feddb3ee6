/// Divides the users of the feed market into segments that are read out one by one beside all users: by what they are and
/// not by what they do in the experiment, so that a user is in the same segment in every world.
public struct Segmentation: Sendable, Equatable {
    /// The segmentation's name, a word that the scenario's author chose.
    public var name: String
    /// One a segment, in their order.
    public var segments: [String]
    /// What of a user says the segment.
    public var trait: Trait

    /// The most segments of a plan, over all its segmentations: of each a world keeps joint moments of all quantities.
    public static let mostSegments = 50

    /// A segmentation whose trait has as many values as there are segments.
    public init(name: String, segments: [String], trait: Trait) {
        self.name = name
        self.segments = segments
        self.trait = trait
    }

    /// What of a user says the segment.
    public enum Trait: Sendable, Equatable {
        /// How often the user comes.
        case sessionsPerWeek(Division)
        /// The category that the user is most interested in: a segment a category.
        case interest
        /// The segment of each loaded user.
        case given([UInt8])
    }

    /// Divides users by a number.
    public enum Division: Sendable, Equatable {
        /// Rising; a segment below the first, one from each on.
        case bounds([Double])
        /// So many segments of about equal size; users with the same number stay together.
        case groups(Int)

        /// A name for each segment: `below 1`, `1 to 5`, `5 and above`; `1 of 4 (lowest)` to `4 of 4 (highest)`.
        public func names(_ text: (Double) -> String) -> [String] {
            switch self {
            case .bounds(let bounds):
                ["below \(text(bounds[0]))"] + zip(bounds, bounds.dropFirst()).map { "\(text($0)) to \(text($1))" }
                    + ["\(text(bounds[bounds.count - 1])) and above"]
            case .groups(let count):
                (1...count).map { "\($0) of \(count)" + ($0 == 1 ? " (lowest)" : $0 == count ? " (highest)" : "") }
            }
        }

        /// The segment of each number.
        public func segments(of numbers: [Double]) -> [UInt8] {
            let bounds: [Double]
            switch self {
            case .bounds(let given): bounds = given
            case .groups(let count):
                let sorted = numbers.sorted()
                bounds = (1..<count).compactMap { sorted.isEmpty ? nil : sorted[$0 * sorted.count / count] }
            }
            return numbers.map { number in UInt8(bounds.count { $0 <= number }) }
        }
    }
}
