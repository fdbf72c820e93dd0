export interface ProbeError {
    /** `network`: a failure of the connection that is none of the others. `usage`: the target cannot be probed as given. */
    readonly kind: "cancelled" | "timeout" | "refused" | "dns" | "reset" | "closed" | "network" | "protocol" | "tls" | "limit" | "usage";
    /** The step during which it happened, for example `greeting`; see `Step`. `target` for `usage`. */
    readonly step: string;
    /** In plain words; holds nothing that the server sent. */
    readonly message: string;
    /** The line of the server's reply that is the reason; absent where there is none. */
    readonly reply?: string;
    /**
     * Present where the server would answer otherwise at another time. `busy`: it turns the connection away, as SMTP's 421 and
     * IMAP's BYE do, often for its number of connections: fewer of them, later. `later`: it only puts off this command (4xx).
     */
    readonly temporary?: "busy" | "later";
}
