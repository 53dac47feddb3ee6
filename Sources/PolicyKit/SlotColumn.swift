/// Says what one column is that passes between the platform and a policy: its name, element, shape, unit and meaning.
///
/// All that a policy reads, answers and hears is described in this form, so that the listing of columns, the documents and
/// bindings for other languages do not disagree with what the platform fills in.
public struct SlotColumn: Sendable, Hashable {
    /// Lower-case words joined by `_`, different from all others of the same call.
    public let name: String
    /// The kind of one element.
    public let element: Element
    /// The dimensions of the array, the one that varies slowest first; empty for one number per batch.
    public let shape: [Extent]
    /// What an element is counted in.
    public let unit: Unit
    /// One sentence.
    public let meaning: String

    public init(_ name: String, _ element: Element, _ shape: [Extent], _ unit: Unit, _ meaning: String) {
        self.name = name
        self.element = element
        self.shape = shape
        self.unit = unit
        self.meaning = meaning
    }

    /// A column with one number per row.
    public init(_ name: String, _ element: Element, _ unit: Unit, _ meaning: String) {
        self.init(name, element, [.row], unit, meaning)
    }

    /// The type of one number, of a fixed width.
    public enum Element: String, Sendable, Hashable, CaseIterable {
        /// 1 for true and 0 for false where it answers a question.
        case uint8
        case int32, uint32, int64, uint64, float32, float64
    }

    /// What one dimension of a column counts.
    public enum Extent: String, Sendable, Hashable, CaseIterable {
        /// The rows of the batch; what one is, the call says.
        case row
        /// Requests whose candidates the rows are.
        case request
        case category
        /// Dimensions of a content vector.
        case dimension = "content dimension"
        /// Columns of people's own files that a ranking policy names.
        case ownSignal = "own signal"
        /// Numbers that a policy wants back.
        case remembered = "remembered number"
        /// Exposures of the session so far.
        case exposure
        /// Facts of a moment, in the order of `RequestBatch.Fact`.
        case fact
        /// Slots of the row's page.
        case slot
        /// Listings created so far, by id.
        case createdListing = "created listing"
        /// Live listings; as many as each category has.
        case liveListing = "live listing"
        /// Ticks of a budget period.
        case tick
    }

    /// What a number counts.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// A plain number.
        case number
        /// A whole number of things.
        case count
        /// A whole number that stands for something, from 0.
        case index
        /// A part of a whole, from 0 to 1.
        case share
        /// A natural logarithm of a ratio.
        case logRatio = "log ratio"
        /// Bits that each say yes or no.
        case flags
        /// Random bits.
        case bits
        case milliseconds, seconds, hours, days
        /// Currency units, such as dollars.
        case money = "currency units"
    }
}

/// Says what passes in one call of a slot's policies: what is one row of its batch, what the policy reads and what it
/// answers, or what it hears of what became of its answers.
public struct SlotCall: Sendable {
    /// The method of the slot's protocol, and its argument where several calls share a method's name.
    public let method: String
    /// One sentence.
    public let summary: String
    /// What one row of the batch is; nil where no column has rows.
    public let row: String?
    /// The call that a policy need not take where it takes this one; nil for none.
    public let standsFor: String?
    /// The columns by the part that they play.
    public let groups: [(role: Role, columns: [SlotColumn])]

    /// The part that a column plays.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        /// Read by the policy to answer.
        case input
        /// Written or returned by the policy.
        case answer
        /// Told to the policy, which answers nothing.
        case feedback
    }

    /// A question to the policy.
    public init(
        _ method: String, _ summary: String, row: String? = nil, standsFor: String? = nil, inputs: [SlotColumn],
        answers: [SlotColumn]
    ) {
        self.method = method
        self.standsFor = standsFor
        self.summary = summary
        self.row = row
        groups = [(.input, inputs), (.answer, answers)]
    }

    /// News for the policy.
    public init(_ method: String, _ summary: String, row: String? = nil, feedback: [SlotColumn]) {
        self.method = method
        standsFor = nil
        self.summary = summary
        self.row = row
        groups = [(.feedback, feedback)]
    }

    /// The call's name where it is not a method's: lower-case words joined by `_`.
    public var name: String {
        method.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }

    /// The columns that play a part.
    package func columns(_ role: Role) -> [SlotColumn] { groups.filter { $0.role == role }.flatMap(\.columns) }

    /// What there is one number of, in words: `batch`, `candidate`, `content dimension and candidate`.
    public func per(_ column: SlotColumn) -> String {
        let names = column.shape.map { $0 == .row ? row ?? "row" : $0.rawValue }
        return names.isEmpty ? "batch" : names.joined(separator: " and ")
    }
}

/// Columns of several slots.
extension SlotColumn {
    static func count(of things: String) -> SlotColumn { SlotColumn("count", .int64, [], .count, "\(things).") }

    static let randomOfSession = SlotColumn(
        "random", .uint64, [], .bits,
        "Random bits of this user and session: equal in every twin world and for every request of the session.")

    static let dimensions = SlotColumn(
        "dimensions", .int64, [], .count, "Numbers in a content vector and in a user's profile.")

    static let candidates = SlotColumn("listings", .uint32, .index, "Ids of the candidates.")

    static let content = SlotColumn(
        "content", .float32, [.dimension, .row], .number, "Content vectors of the candidates.")

    static let ownSignalCount = SlotColumn(
        "own_signal_count", .int64, [], .count, "Columns of people's own files that the policy names.")

    static let ownSignals = SlotColumn(
        "own_signals", .float32, [.ownSignal, .row], .number,
        "Their numbers of the candidates; the column's mean where one has none.")

    static let categoryCount = SlotColumn("category_count", .int64, [], .count, "Categories of the market.")

    static let rememberedCount = SlotColumn(
        "remembered_count", .int64, [], .count, "Numbers per row that the policy asked to get back.")

    static let returned = SlotColumn(
        "remembered", .float32, [.row, .remembered], .number, "What the policy wrote when it answered.")
}
