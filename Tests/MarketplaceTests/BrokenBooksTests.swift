import Marketplace
import Testing

/// Books that were falsified on purpose are found out.
struct BrokenBooksTests {
    private static let sound: Conservation.Stock = {
        var stock = Conservation.Stock()
        stock.offered = 5
        stock.forSale = 1
        stock.reserved = 1
        stock.sold = 2
        stock.withdrawn = 1
        stock.openOrders = 1
        stock.paidOrders = 2
        return stock
    }()

    @Test func soundBooksPass() {
        #expect(Conservation.violations(of: BrokenBooksTests.sound, listing: 7).isEmpty)
        #expect(Conservation.violations(of: BrokenBooksTests.ledger, paid: 1_000, refunded: 300).isEmpty)
    }

    @Test(arguments: 0..<8)
    func aFalsifiedStockIsFoundOut(which: Int) {
        var stock = BrokenBooksTests.sound
        switch which {
        case 0: stock.offered += 1
        case 1: stock.forSale -= 1
        case 2: stock.paidOrders += 1
        case 3: stock.openOrders = 0
        case 4: stock.hasEnded = true
        case 5: (stock.sold, stock.forSale) = (3, 0)
        case 6: (stock.forSale, stock.withdrawn) = (-1, 3)
        default: (stock.forSale, stock.withdrawn) = (3, -1)
        }
        #expect(!Conservation.violations(of: stock, listing: 7).isEmpty)
    }

    private static let ledger: Ledger = {
        var ledger = Ledger()
        ledger.book(payment: 700, fee: 70)
        ledger.book(payment: 300, fee: 30)
        ledger.book(refund: 300, fee: 30)
        return ledger
    }()

    @Test func everyAmountIsBookedOnBothSides() {
        let ledger = BrokenBooksTests.ledger
        #expect(ledger.paid == 1_000)
        #expect(ledger.refunded == 300)
        #expect(ledger.fees == 70)
        #expect(ledger.received == 630)
        #expect(Ledger.fee(of: 1_005, takeRate: 0.1) == 101)
        #expect(Ledger.fee(of: 999, takeRate: 0) == 0)
    }

    @Test(arguments: 0..<4)
    func aFalsifiedLedgerIsFoundOut(which: Int) {
        var ledger = BrokenBooksTests.ledger
        switch which {
        case 0: ledger.paid += 1
        case 1: ledger.fees -= 1
        case 2: ledger.received += 1
        default: (ledger.refunded, ledger.received) = (ledger.refunded + 1, ledger.received - 1)
        }
        #expect(!Conservation.violations(of: ledger, paid: 1_000, refunded: 300).isEmpty)
    }
}
