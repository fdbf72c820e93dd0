export declare const dialogue: {
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
