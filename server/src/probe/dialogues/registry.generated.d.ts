export declare const DIALOGUES: {
    readonly imap: {
        readonly schemes: {
            readonly imap: {
                readonly port: 143;
                readonly transport: "starttls";
            };
            readonly imaps: {
                readonly port: 993;
                readonly transport: "implicit";
            };
        };
        readonly start: (options: import("./dialogue.js").DialogueOptions) => import("./dialogue.js").Dialogue;
    };
    readonly lmtp: {
        readonly schemes: {
            readonly lmtp: {
                readonly port: 24;
                readonly transport: "starttls";
            };
            readonly lmtps: {
                readonly port: null;
                readonly transport: "implicit";
            };
        };
        readonly start: (options: import("./dialogue.js").DialogueOptions) => import("./dialogue.js").Dialogue;
    };
    readonly pop3: {
        readonly schemes: {
            readonly pop3: {
                readonly port: 110;
                readonly transport: "starttls";
            };
            readonly pop3s: {
                readonly port: 995;
                readonly transport: "implicit";
            };
        };
        readonly start: (options: import("./dialogue.js").DialogueOptions) => import("./dialogue.js").Dialogue;
    };
    readonly sieve: {
        readonly schemes: {
            readonly sieve: {
                readonly port: 4190;
                readonly transport: "starttls";
            };
            readonly sieves: {
                readonly port: null;
                readonly transport: "implicit";
            };
        };
        readonly start: (options: import("./dialogue.js").DialogueOptions) => import("./dialogue.js").Dialogue;
    };
    readonly smtp: {
        readonly schemes: {
            readonly smtp: {
                readonly port: 25;
                readonly transport: "starttls";
            };
            readonly submission: {
                readonly port: 587;
                readonly transport: "starttls";
            };
            readonly submissions: {
                readonly port: 465;
                readonly transport: "implicit";
            };
            readonly smtps: {
                readonly port: 465;
                readonly transport: "implicit";
            };
        };
        readonly start: (options: import("./dialogue.js").DialogueOptions) => import("./dialogue.js").Dialogue;
    };
};
