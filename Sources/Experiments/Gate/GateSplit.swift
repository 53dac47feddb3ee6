import Statistics

/// Judges the split of users over many experiments: all users together, and how often the sample ratio check alarms.
struct GateSplit {
    /// Users of both arms, an experiment each.
    let users: [[Int]]
    let treatmentShare: Double

    /// Over all experiments.
    var totals: [Int] { [0, 1].map { arm in users.reduce(0) { $0 + $1[arm] } } }

    /// Exact, of the planned share.
    var pValue: Double {
        let binomial = try? Binomial(trials: totals[0] + totals[1], probability: treatmentShare)
        return binomial?.twoSidedPValue(totals[1]) ?? 1
    }

    /// Experiments whose sample ratio check fails.
    var alarms: Int { users.count { isAlarm(treated: $0[1], of: $0[0] + $0[1]) } }

    /// As many alarms as these experiments have of a sound split: counts are whole, so that it is not the check's own level.
    var expectedAlarms: Double { users.reduce(0) { $0 + alarmChance(of: $1[0] + $1[1]) } }

    /// p of so many alarms or more.
    var alarmPValue: Double {
        guard alarms > 0 else { return 1 }
        let chance = expectedAlarms / Double(users.count)
        return (try? Binomial(trials: users.count, probability: chance).upperTail(alarms - 1)) ?? 1
    }

    private func isAlarm(treated: Int, of all: Int) -> Bool {
        let planned = [1 - treatmentShare, treatmentShare]
        return SampleRatioCheck(observed: [all - treated, treated], planned: planned).pValue
            < HealthCheck.sampleRatioAlarm
    }

    /// The chance that a sound split alarms: both tails, whose ends are found by bisection.
    private func alarmChance(of all: Int) -> Double {
        guard let binomial = try? Binomial(trials: all, probability: treatmentShare) else { return 0 }
        let centre = Int((Double(all) * treatmentShare).rounded())
        var (low, high) = (-1, centre)
        while high - low > 1 {
            let middle = (low + high) / 2
            if isAlarm(treated: middle, of: all) { low = middle } else { high = middle }
        }
        let below = binomial.lowerTail(low)
        (low, high) = (centre, all + 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if isAlarm(treated: middle, of: all) { high = middle } else { low = middle }
        }
        return below + binomial.upperTail(high - 1)
    }
}
