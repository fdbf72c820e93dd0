export declare const dialogue: {
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
