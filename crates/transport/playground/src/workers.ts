// Monaco runs its language services in workers. They are built as files of their own, so that a strict
// Content-Security-Policy lets them in; the build puts their addresses here.
declare const WORKERS: { editor: string; graphql: string; json: string };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string): Worker {
      const url = label === "graphql" ? WORKERS.graphql : label === "json" ? WORKERS.json : WORKERS.editor;
      return new Worker(url, { name: label });
    },
  },
});
