import Analysis
import ArgumentParser

/// Negative numbers behind options, which the parser would take for options: none of ours is a number.
enum NegativeValues {
    /// `--margin -.1` as `--margin=-.1`, for every option alike, so that each says itself what it expects.
    static func joined(in arguments: [String]) -> [String] {
        arguments.reduce(into: []) { joined, word in
            if isNegative(word), let option = joined.last, option.hasPrefix("--"), option.count > 2,
                !option.contains("=")
            {
                joined[joined.count - 1] = "\(option)=\(word)"
            } else {
                joined.append(word)
            }
        }
    }

    /// Whether a word begins as a negative number does: `-1`, `-.5 %`, `-10m`.
    private static func isNegative(_ word: String) -> Bool {
        let digits = word.dropFirst(word.hasPrefix("-.") ? 2 : 1)
        return word.hasPrefix("-") && digits.first.map { $0.isASCII && $0.isNumber } ?? false
    }
}

/// How options take shares: by the one rule of `Share`, with its sentence where a word is none.
enum ShareOption {
    static func share(_ text: String) throws -> Share {
        do throws(AnalysisProblem) { return try Share(parsing: text) } catch {
            throw ValidationError(error.description)
        }
    }

    /// A share of a plan, which may be exceeded.
    static func ofPlan(_ text: String) throws -> Share {
        do throws(AnalysisProblem) { return try Share.ofPlan(text) } catch { throw ValidationError(error.description) }
    }
}
