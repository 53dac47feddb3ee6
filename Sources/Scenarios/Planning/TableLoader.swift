import Tables

/// Reads the table that a key of the scenario names.
struct TableLoader {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []

    /// The rows of the file that `key` names, with its path; nil when it names none or the file cannot be read. The rows are
    /// to be used only when there are no problems.
    mutating func rows<Row>(_ key: String, _ table: Table<Row>) -> (rows: [Row], path: String)? {
        guard let name = findings.text(key), let place = findings[key]?.place else { return nil }
        let path = Self.path(name, besides: file)
        var tableReader = TableReader(table, file: path)
        if let sentence = BinaryFile.sentence(path) {
            problems.append(ScenarioProblem(file: file, at: place, keyPath: key, "\(path) \(sentence)"))
            return nil
        }
        do {
            var reader = try CSVReader(path: path)
            tableReader.read(&reader)
        } catch {
            problems.append(
                ScenarioProblem(file: file, at: place, keyPath: key, "cannot read \(path): \(error.message)"))
            return nil
        }
        problems += tableReader.problems
        return (tableReader.rows, path)
    }

    /// A path that is meant from the folder of the scenario file.
    static func path(_ name: String, besides file: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return file[...slash] + name
    }
}
