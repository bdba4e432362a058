package merit.preference.format;

import merit.preference.DropReason;

/** The row is well formed, but cannot be used. */
final class RowDropped extends Exception {
    private final DropReason reason;

    RowDropped(DropReason reason) {
        super(reason.label(), null, false, false);
        this.reason = reason;
    }

    DropReason reason() {
        return reason;
    }
}
