/// Watches the requests of a world of control alone, from which the noise of the arms' models is found.
///
/// What control's model does to the market is part of what candidates there will be. In a first pilot it is tuned as the world goes on;
/// in those that follow it has the noise that the one before found, until that gives the AUCs that are asked for.
final class ModelPilot {
    private let settings: [ModelSettings]
    private let errors: [ModelErrors]
    let sample = ModelSample()
    /// Of control's model, as far as it is known.
    private(set) var noise: ModelNoise?
    private let isFirst: Bool
    private var nextTuning = ModelPilot.firstTuning
    private var isWatching = false

    /// Candidates that there are when control's model is tuned first; then it is each time there are four times as many.
    private static let firstTuning = 4_096
    /// Candidates that such a tuning looks at.
    private static let mostInTuning = 32_768

    /// - Parameters:
    ///   - settings: one an arm, control first.
    ///   - noise: of control's model, from a pilot before.
    init(_ settings: [ModelSettings], errors: [ModelErrors], noise: ModelNoise? = nil) {
        self.settings = settings
        self.errors = errors
        self.noise = noise
        isFirst = noise == nil
    }

    /// Forgets what was before the experiment.
    func start() {
        guard !isWatching else { return }
        isWatching = true
        sample.restart()
    }

    /// A request's candidates have been taken into the sample.
    /// - Parameter cells: how many they are, by cell of strata.
    func noteRequest(_ cells: SIMD32<UInt16>) {
        sample.add(request: cells)
        guard isFirst, settings[0].isThere, sample.candidates.offered >= nextTuning else { return }
        nextTuning *= 4
        var tuning = ModelTuning(
            settings[0], errors: errors[0], sample: sample, most: Self.mostInTuning)
        noise = tuning.nearestNoise()
    }

    /// The noise of each arm's model; nil for an arm without one.
    /// - Returns: also whether control's is the one that the pilot ran with.
    func found() throws(ModelProblem) -> (noise: [ModelNoise?], isSettled: Bool) {
        var isSettled = !settings[0].isThere
        var found: [ModelNoise?] = []
        for arm in settings.indices {
            guard settings[arm].isThere else {
                found.append(nil)
                continue
            }
            if arm > 0, let control = found[0], settings[arm].isModel(of: settings[0]) {
                let isSame = settings[arm].asksLike(settings[0])
                found.append(
                    isSame ? control : ModelTuning(settings[arm], errors: errors[arm], sample: sample).more(of: control)
                )
                continue
            }
            var tuning = ModelTuning(settings[arm], errors: errors[arm], sample: sample)
            do {
                if arm == 0, !isFirst, let noise, tuning.isMet(by: noise) {
                    isSettled = true
                    found.append(noise)
                } else {
                    found.append(try tuning.noise())
                }
            } catch {
                var problem = error
                problem.arm = arm
                throw problem
            }
        }
        return (found, isSettled)
    }
}
