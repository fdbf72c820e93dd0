/** Ports that were free a moment ago, no two the same. */
export declare function freePorts(count: number): Promise<readonly number[]>;
/** Whether something accepts connections there by now; waits a little where nothing does. */
export declare function listens(port: number, address?: string): Promise<boolean>;
