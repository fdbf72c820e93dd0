export declare const dialogue: {
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
