export declare const dialogue: {
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
