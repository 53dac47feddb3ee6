public import EventSimulation

/// Tells how busy each hour of the week is, and turns even time into the market's time.
///
/// The figures are Avito's, a real classified-ads market: mean over 114 regions of the share of the week's traffic
/// an hour, Monday 00:00 first (168 shares, summing to 1). A market's time starts on a Monday at 00:00.
public struct HourOfWeek: Sendable {
    /// Milliseconds in a week.
    public static let week: Int64 = 7 * 86_400_000
    static let hour: Int64 = 3_600_000

    /// Share of the week's traffic in each of its 168 hours.
    public static let shares: [Double] = [
        0.001931, 0.001361, 0.001126, 0.001184, 0.001470, 0.001992, 0.002859, 0.004195, 0.006375, 0.008756, 0.010527,
        0.011007,
        0.010844, 0.010724, 0.010328, 0.009943, 0.009419, 0.008736, 0.008011, 0.009015, 0.008024, 0.006831, 0.005556,
        0.003956,
        0.002501, 0.001667, 0.001389, 0.001466, 0.001850, 0.002587, 0.003696, 0.005394, 0.008046, 0.011010, 0.012844,
        0.013229,
        0.013216, 0.012912, 0.012608, 0.012134, 0.011439, 0.010573, 0.009849, 0.007321, 0.006407, 0.005506, 0.004565,
        0.003280,
        0.002056, 0.001317, 0.001099, 0.001187, 0.001516, 0.002060, 0.003014, 0.004369, 0.006534, 0.008945, 0.010443,
        0.010698,
        0.010645, 0.010410, 0.010168, 0.009745, 0.009211, 0.008474, 0.007902, 0.007201, 0.006442, 0.005495, 0.004472,
        0.003182,
        0.002056, 0.001384, 0.001112, 0.001193, 0.001481, 0.002044, 0.002944, 0.004298, 0.006442, 0.008762, 0.009901,
        0.010385,
        0.010458, 0.010298, 0.009928, 0.009606, 0.009049, 0.008394, 0.007794, 0.007101, 0.006290, 0.005381, 0.004378,
        0.003151,
        0.001999, 0.001319, 0.001114, 0.001174, 0.001466, 0.001994, 0.002884, 0.004146, 0.006206, 0.008586, 0.009869,
        0.010175,
        0.009906, 0.009837, 0.009545, 0.009154, 0.008541, 0.007881, 0.007195, 0.006608, 0.005802, 0.004910, 0.003997,
        0.002899,
        0.001896, 0.001264, 0.001052, 0.001098, 0.001287, 0.001772, 0.002463, 0.003591, 0.005278, 0.007312, 0.008735,
        0.009086,
        0.009003, 0.008777, 0.008427, 0.008031, 0.007649, 0.007090, 0.006553, 0.005942, 0.005220, 0.004656, 0.003699,
        0.002811,
        0.001843, 0.001288, 0.001006, 0.001016, 0.001207, 0.001555, 0.002210, 0.003204, 0.004836, 0.006703, 0.008237,
        0.008691,
        0.008629, 0.008535, 0.008262, 0.007981, 0.007608, 0.007179, 0.006669, 0.006148, 0.005450, 0.004797, 0.004042,
        0.002934,
    ]

    /// Traffic from Monday 00:00 to the start of each hour; 169 numbers from 0 to 1.
    private let cumulative: [Double]

    public init() {
        let total = HourOfWeek.shares.reduce(0, +)
        var sum = 0.0
        var cumulative = [0.0]
        for share in HourOfWeek.shares {
            sum += share / total
            cumulative.append(sum)
        }
        cumulative[168] = 1
        self.cumulative = cumulative
    }

    /// Weeks' worth of traffic from the start to `time`: one whole week counts 1.
    public func traffic(until time: SimulationTime) -> Double {
        let weeks = time.milliseconds / HourOfWeek.week
        let rest = time.milliseconds % HourOfWeek.week
        let hour = Int(rest / HourOfWeek.hour)
        let part = Double(rest % HourOfWeek.hour) / Double(HourOfWeek.hour)
        return Double(weeks) + cumulative[hour] + part * (cumulative[hour + 1] - cumulative[hour])
    }

    /// The first time by which `traffic(until:)` has reached `traffic`.
    public func time(ofTraffic traffic: Double) -> SimulationTime {
        let weeks = traffic.rounded(.down)
        let rest = traffic - weeks
        var low = 0
        var high = 168
        while high - low > 1 {
            let middle = (low + high) / 2
            if cumulative[middle] <= rest { low = middle } else { high = middle }
        }
        let share = cumulative[low + 1] - cumulative[low]
        let part = share > 0 ? (rest - cumulative[low]) / share : 0
        let milliseconds = (Double(low) + part) * Double(HourOfWeek.hour)
        return SimulationTime.milliseconds(Int64(weeks) * HourOfWeek.week + Int64(milliseconds.rounded(.up)))
    }
}
