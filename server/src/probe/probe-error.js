// Why a probe ended early, as data.
export {};
//# sourceMappingURL=probe-error.js.map