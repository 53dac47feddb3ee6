import EventSimulation
import Foundation
import Testing

struct SimulationTimeTests {
    @Test func unitsAgree() {
        #expect(SimulationTime.days(2) == .hours(48))
        #expect(SimulationTime.hours(1) == .minutes(60))
        #expect(SimulationTime.minutes(1) == .seconds(60))
        #expect(SimulationTime.seconds(1) == .milliseconds(1_000))
        #expect(SimulationTime.days(0.5) == .hours(12))
        #expect(SimulationTime.seconds(0.0005) == .milliseconds(1))
        #expect(SimulationTime.minutes(1.5) == .seconds(90.0))
        #expect(SimulationTime.days(365.25 * 557) < .latest)
        #expect(SimulationTime.hours(36).days == 1.5)
    }

    @Test func arithmeticIsInMilliseconds() {
        var time = SimulationTime.seconds(10)
        time += 500
        #expect(time - .seconds(10) == 500)
        #expect(SimulationTime.zero - time == -10_500)
        #expect(time + 500 == .seconds(11))
        #expect(time - 10_500 == .zero)
        #expect(SimulationTime.zero < time)
    }

    @Test func itIsWrittenAsANumberAndReadAsAClock() throws {
        let time = SimulationTime.days(12) + 3 * 3_600_000 + 45 * 60_000 + 6_789
        #expect("\(time)" == "12d 03:45:06.789")
        let data = try JSONEncoder().encode([time])
        #expect(String(decoding: data, as: UTF8.self) == "[\(time.milliseconds)]")
        #expect(try JSONDecoder().decode([SimulationTime].self, from: data) == [time])
    }
}
