import Experiments

/// How a scenario of a night stands in the tables of its site.
extension Table.Cell {
    /// A scenario's headline, its name under it.
    /// - Parameter link: to its page; nil where it has none.
    static func scenario(_ run: NightlySummary.Run, link: String?) -> Table.Cell {
        var cell = Table.Cell(run.title.isEmpty ? run.scenario : run.title)
        cell.link = link
        cell.remarks = [(run.scenario, "note")]
        return cell
    }

    static func link(_ title: String, to address: String) -> Table.Cell {
        var cell = Table.Cell(title)
        cell.link = address
        return cell
    }

    static func toned(_ words: String, _ tone: Tone?) -> Table.Cell {
        var cell = Table.Cell(words)
        cell.tone = tone
        return cell
    }

    static func status(_ status: NightlyEntry.Status) -> Table.Cell { .toned(status.label, status.tone) }

    static func verdict(_ agreement: Verdict.Agreement?) -> Table.Cell {
        .toned(agreement?.label ?? Digits.absent, agreement?.tone)
    }

    /// What the experiment says and what is true.
    static func effects(_ primary: NightlySummary.Primary?) -> [Table.Cell] {
        guard let primary else { return [.init(Digits.absent), .init(Digits.absent)] }
        let told = primary.told
        return [told.experiment, told.truth].map { Table.Cell(EffectText($0, primary.figure), $0) }
    }

    static func count(_ number: Int?) -> Table.Cell {
        Table.Cell(number.map(Digits.count) ?? Digits.absent, number: number.map(Double.init))
    }
}
