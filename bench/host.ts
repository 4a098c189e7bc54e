/** A libp2p node for the other systems, with the limits tocsin's own network sets for many members on one host. */
import { noise } from '@chainsafe/libp2p-noise'
import type { Libp2p, ServiceMap } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2pOptions } from 'libp2p'

const PATIENCE_MS = 60_000

export function startHost<Services extends ServiceMap>(
  services: NonNullable<Libp2pOptions<Services>['services']>,
): Promise<Libp2p<Services>> {
  return createLibp2p<Services>({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux({ enableKeepAlive: false })],
    connectionManager: {
      maxConnections: 100_000,
      inboundConnectionThreshold: 1_000_000,
      maxIncomingPendingConnections: 100_000,
      maxParallelDials: 50,
      maxDialQueueLength: 100_000,
      dialTimeout: PATIENCE_MS,
      addressDialTimeout: PATIENCE_MS,
      inboundUpgradeTimeout: PATIENCE_MS,
      inboundStreamProtocolNegotiationTimeout: PATIENCE_MS,
      outboundStreamProtocolNegotiationTimeout: PATIENCE_MS,
    },
    connectionMonitor: { enabled: false },
    services,
  })
}
