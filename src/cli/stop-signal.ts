/** SIGINT, SIGTERM and SIGHUP → one abort. A second one of a kind ends the process as ever, should stopping hang. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort())
  return controller.signal
}
