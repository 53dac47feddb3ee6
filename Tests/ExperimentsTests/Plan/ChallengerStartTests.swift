import Experiments
import Policies
import PolicyKit
import Testing

/// Which challengers are said to come trained, and which fresh.
@Suite struct ChallengerStartTests {
    private func sentences(_ change: (inout Plan) -> Void) -> [String] {
        let plan = TestPlans.plan {
            $0.arms[0].policies[.ranking] = PolicyChoice("popularity")
            $0.arms[1].policies[.ranking] = PolicyChoice("logistic")
            change(&$0)
        }
        return ChallengerStart.all(in: plan, policies: .builtIn).map(\.sentence)
    }

    @Test func aChallengerThatLearnsIsTrainedAsLongAsTheWarmUp() {
        let learner = "the learning ranker of treatment, logistic, "
        #expect(sentences { _ in } == [learner + "comes trained on control's log of the warm-up, 2 days"])
        #expect(
            sentences { $0.schedule.warmup = 86_400_000 } == [
                learner + "comes trained on control's log of the warm-up, 1 day"
            ])
        #expect(
            sentences { $0.schedule.warmup = 0 } == [
                learner + "starts the experiment fresh: there is no warm-up whose log it could learn from"
            ])
        #expect(
            sentences { $0.challenger = .fresh } == [
                learner + "starts the experiment fresh, as `experiment.challenger` asks"
            ])
    }

    @Test func nothingIsSaidOfWhoDoesNotLearnOrIsControlsLike() {
        #expect(sentences { $0.arms[1].policies[.ranking] = PolicyChoice("price-aware") }.isEmpty)
        #expect(sentences { $0.arms[0].policies[.ranking] = PolicyChoice("logistic") }.isEmpty)
    }

    @Test func everyArmAndLayerIsNamed() {
        let named = sentences { plan in
            plan.arms.append(Arm(name: "another"))
            plan.arms[2].policies[.ranking] = PolicyChoice("net-value")
            plan.split.shares = [0.4, 0.3, 0.3]
            var layer = Layer(name: "ranker")
            layer.policies[.ranking] = PolicyChoice("logistic", ["target": .word("like")])
            plan.layers = [layer]
        }
        #expect(named.count == 3)
        #expect(named[0].hasPrefix("the learning ranker of treatment, logistic, "))
        #expect(named[1].hasPrefix("the learning ranker of another, net-value, "))
        #expect(named[2].hasPrefix("the learning ranker of the layer ranker, logistic, "))
    }
}
