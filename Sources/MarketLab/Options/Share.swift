import ArgumentParser

/// A share as a person writes it: `2 %`, `2%` or `0.02`.
struct Share: ExpressibleByArgument, Equatable {
    let value: Double

    init(value: Double) { self.value = value }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        let digits = isPercent ? String(argument.dropLast()).trimmingSuffix(while: { $0 == " " }) : argument
        guard let number = Double(digits), number.isFinite else { return nil }
        value = isPercent ? number / 100 : number
    }

    var defaultValueDescription: String { "\(value)" }
}

extension String {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, condition(last) { text.removeLast() }
        return text
    }
}
