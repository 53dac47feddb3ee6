import Marketplace
import PolicyKit
import Testing

struct PagesTests {
    @Test func pagesOfASessionAreLinkedAndGivenBackTogether() {
        var pages = Pages(slots: 4, rememberedCount: 2)
        let first = pages.open(after: Pages.none)
        let other = pages.open(after: Pages.none)
        let second = pages.open(after: first)
        for (page, base) in [(first, UInt32(10)), (other, 20), (second, 30)] {
            for slot in 0..<4 {
                pages.items(of: page)[slot] = Item(.listing, base + UInt32(slot))
                pages.remembered(of: page, slot: slot)[0] = Float(base)
                pages.remembered(of: page, slot: slot)[1] = Float(slot)
            }
            pages.setCount(of: page, to: 4)
        }
        pages.cut(first, to: 3)
        let counts = [first, other, second].map { pages.count(of: $0) }
        let before = [pages.page(before: second), pages.page(before: first), pages.page(before: other)]
        #expect(counts == [3, 4, 4])
        #expect(before == [first, Pages.none, Pages.none])
        let kept =
            (0..<4).map { pages.items(of: other)[$0].number } + [UInt32(pages.remembered(of: second, slot: 3)[0])]
        #expect(kept == [20, 21, 22, 23, 30])

        pages.closeAll(from: second)
        let again = Set([pages.open(after: other), pages.open(after: Pages.none)])
        #expect(again == [first, second])
        let fresh = again.map { pages.count(of: $0) }
        #expect(fresh == [0, 0])
        let untouched = (0..<4).map { pages.items(of: other)[$0].number }
        #expect(untouched == [20, 21, 22, 23])
    }

    /// More pages than were set aside for at first keep what stands on them.
    @Test func manyPagesAtOnceKeepTheirListings() {
        var pages = Pages(slots: 3, rememberedCount: 0)
        var opened: [UInt32] = []
        for number in 0..<1_000 as Range<UInt32> {
            let page = pages.open(after: Pages.none)
            opened.append(page)
            for slot in 0..<3 { pages.items(of: page)[slot] = Item(.listing, 3 * number + UInt32(slot)) }
        }
        let kept = opened.indices.allSatisfy { number in
            (0..<3).allSatisfy { pages.items(of: opened[number])[$0].number == UInt32(3 * number + $0) }
        }
        #expect(kept)
        #expect(Set(opened).count == 1_000)
    }
}
