import Tables

/// The listings that other files may speak of, by the names that a person's file of listings gives them.
enum ListingNames {
    /// The scenario has no file of listings.
    case none
    /// It has one that cannot be read, so that nobody can say what is in it.
    case unreadable
    /// Their numbers, from 0 in the order of the file.
    case read([String: Int], path: String)

    /// Among more names the nearest one is not looked for: that compares a word with each.
    private static let fewNames = 10_000

    /// The numbers of listings whose names are separated by spaces; none when the file cannot be read.
    func numbers(in text: String) throws(CellFault) -> [Int] {
        var numbers: [Int] = []
        var found: Set<Int> = []
        for word in text.split(separator: " ") {
            guard let number = try number(of: String(word)) else { continue }
            guard found.insert(number).inserted else { throw CellFault("names \"\(ForeignText.quoted(word))\" twice") }
            numbers.append(number)
        }
        return numbers
    }

    private func number(of name: String) throws(CellFault) -> Int? {
        switch self {
        case .none:
            throw CellFault("names listings, but the scenario has no market.listings.file that they could stand in")
        case .unreadable: return nil
        case .read(let numbers, let path):
            if let number = numbers[name] { return number }
            let nearest =
                numbers.count <= ListingNames.fewNames ? NearestWord.to(name, among: numbers.keys.sorted()) : nil
            throw CellFault("there is no listing \"\(ForeignText.quoted(name))\" in \(path)", suggestion: nearest)
        }
    }
}
