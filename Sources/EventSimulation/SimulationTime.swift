/// An instant of simulated time: whole milliseconds since the start of the simulation, 0 ..< 2^44 (557 years).
///
/// It knows no calendar. Arithmetic with `Int64` is in milliseconds and traps on overflow; that the result lies in
/// the range is checked where an event is scheduled.
@frozen
public struct SimulationTime: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Milliseconds since the start.
    public var milliseconds: Int64

    @inlinable @inline(__always)
    init(unchecked milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    @inlinable @inline(__always)
    public static func < (left: SimulationTime, right: SimulationTime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension SimulationTime {
    /// The start of the simulation.
    @inlinable public static var zero: SimulationTime { SimulationTime(unchecked: 0) }

    /// The last instant at which an event can be scheduled, 2^44 - 1 milliseconds.
    @inlinable public static var latest: SimulationTime { SimulationTime(unchecked: 1 << 44 - 1) }

    /// A span of whole milliseconds, or the instant that long after the start.
    @inlinable
    public static func milliseconds(_ count: Int64) -> SimulationTime { SimulationTime(unchecked: count) }

    /// A span of whole seconds.
    @inlinable
    public static func seconds(_ count: Int) -> SimulationTime { whole(count, times: 1_000) }

    /// A span of whole minutes.
    @inlinable
    public static func minutes(_ count: Int) -> SimulationTime { whole(count, times: 60_000) }

    /// A span of whole hours.
    @inlinable
    public static func hours(_ count: Int) -> SimulationTime { whole(count, times: 3_600_000) }

    /// A span of whole days of 24 hours.
    @inlinable
    public static func days(_ count: Int) -> SimulationTime { whole(count, times: 86_400_000) }

    /// Rounded to the nearest millisecond, as are all spans from fractions.
    @inlinable
    public static func seconds(_ count: Double) -> SimulationTime { fraction(count, times: 1_000) }

    /// A span of minutes, rounded to the nearest millisecond.
    @inlinable
    public static func minutes(_ count: Double) -> SimulationTime { fraction(count, times: 60_000) }

    /// A span of hours, rounded to the nearest millisecond.
    @inlinable
    public static func hours(_ count: Double) -> SimulationTime { fraction(count, times: 3_600_000) }

    /// A span of days of 24 hours, rounded to the nearest millisecond.
    @inlinable
    public static func days(_ count: Double) -> SimulationTime { fraction(count, times: 86_400_000) }

    @inlinable
    static func whole(_ count: Int, times unit: Int64) -> SimulationTime {
        SimulationTime(unchecked: Int64(count) * unit)
    }

    @inlinable
    static func fraction(_ count: Double, times unit: Double) -> SimulationTime {
        SimulationTime(unchecked: Int64((count * unit).rounded()))
    }
}

extension SimulationTime {
    /// Since the start.
    @inlinable public var seconds: Double { Double(milliseconds) / 1_000 }

    /// Since the start, in hours.
    @inlinable public var hours: Double { Double(milliseconds) / 3_600_000 }

    /// Since the start, in days of 24 hours.
    @inlinable public var days: Double { Double(milliseconds) / 86_400_000 }

    /// The instant `span` milliseconds later.
    @inlinable @inline(__always)
    public static func + (time: SimulationTime, span: Int64) -> SimulationTime {
        SimulationTime(unchecked: time.milliseconds + span)
    }

    /// The instant `span` milliseconds earlier.
    @inlinable @inline(__always)
    public static func - (time: SimulationTime, span: Int64) -> SimulationTime {
        SimulationTime(unchecked: time.milliseconds - span)
    }

    /// The milliseconds from `earlier` to `later`, negative when they are the other way round.
    @inlinable @inline(__always)
    public static func - (later: SimulationTime, earlier: SimulationTime) -> Int64 {
        later.milliseconds - earlier.milliseconds
    }

    @inlinable @inline(__always)
    public static func += (time: inout SimulationTime, span: Int64) { time.milliseconds += span }

    @inlinable @inline(__always)
    public static func -= (time: inout SimulationTime, span: Int64) { time.milliseconds -= span }
}

extension SimulationTime: Codable {
    /// A plain number of milliseconds.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension SimulationTime: CustomStringConvertible {
    /// Days, hours, minutes, seconds: `12d 03:45:06.789`.
    public var description: String {
        func padded(_ value: UInt64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let total = milliseconds.magnitude
        let clock = [total / 3_600_000 % 24, total / 60_000 % 60, total / 1_000 % 60].map { padded($0, 2) }
        let sign = milliseconds < 0 ? "-" : ""
        return "\(sign)\(total / 86_400_000)d \(clock.joined(separator: ":")).\(padded(total % 1_000, 3))"
    }
}
