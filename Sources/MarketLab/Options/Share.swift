import Analysis
import ArgumentParser

/// How options take shares: by the one rule of `Share`, with its sentence where a word is none.
enum ShareOption {
    static func share(_ text: String) throws -> Share {
        do throws(AnalysisProblem) { return try Share(parsing: text) } catch {
            throw ValidationError(error.description)
        }
    }

    /// Of a plan, which may be exceeded.
    static func ofPlan(_ text: String) throws -> Share {
        do throws(AnalysisProblem) { return try Share.ofPlan(text) } catch { throw ValidationError(error.description) }
    }
}
