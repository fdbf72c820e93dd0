export declare const dialogue: {
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
