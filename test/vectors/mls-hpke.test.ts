/** HPKE over our suites gives what RFC 9180, appendix A, says: base mode, X25519, HKDF-SHA256. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hpke } from '#src/mls-engine/hpke.js'
import { aes128Gcm, chaCha20Poly1305 } from '#src/mls-engine/primitives.js'
import { bytes, hex, suites, text } from './suites.ts'

const INFO = bytes('4f6465206f6e2061204772656369616e2055726e')
const PLAINTEXT = bytes('4265617574792069732074727574682c20747275746820626561757479')
const ASSOCIATED = bytes('436f756e742d30')

const RFC_9180 = [
  {
    section: 'A.1.1, AES-128-GCM',
    cipher: 'aes',
    ephemeral: '7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234',
    enc: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
    receiver: '6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037',
    publicKey: '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
    secret: '4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8',
    sealed: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    exported: 'e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931',
  },
  {
    section: 'A.2.1, ChaCha20-Poly1305',
    cipher: 'chacha',
    ephemeral: '909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b',
    enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
    receiver: '1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df',
    publicKey: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
    secret: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
    sealed: '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
    exported: '5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53',
  },
]

for (const suite of suites) {
  for (const { section, cipher, ephemeral, enc, receiver, publicKey, secret, sealed, exported } of RFC_9180) {
    test(`HPKE over ${suite.name} as RFC 9180 ${section}`, () => {
      const hpke = new Hpke(suite, cipher === 'aes' ? aes128Gcm : chaCha20Poly1305(suite))
      const pair = hpke.deriveKeyPair(bytes(receiver))
      assert.deepEqual([hex(pair.secret), hex(pair.publicKey)], [secret, publicKey])
      const made = hpke.seal(pair.publicKey, INFO, ASSOCIATED, PLAINTEXT, bytes(ephemeral))
      assert.deepEqual([hex(made?.enc), hex(made?.ciphertext)], [enc, sealed])
      assert.deepEqual(hpke.open(pair.secret, bytes(enc), INFO, ASSOCIATED, bytes(sealed)), PLAINTEXT)
      assert.equal(hpke.open(pair.secret, bytes(enc), INFO, PLAINTEXT, bytes(sealed)), undefined)
      const context = text('TestContext')
      assert.equal(hex(hpke.exportFrom(pair.secret, bytes(enc), INFO, context, 32)), exported)
      assert.equal(hex(hpke.exportTo(pair.publicKey, INFO, context, 32, bytes(ephemeral))?.secret), exported)
    })
  }

  test(`HPKE over ${suite.name} takes no key of small order`, () => {
    const hpke = new Hpke(suite, chaCha20Poly1305(suite))
    const zero = new Uint8Array(32)
    assert.equal(hpke.seal(zero, INFO, ASSOCIATED, PLAINTEXT, bytes(RFC_9180[0]!.ephemeral)), undefined)
    assert.equal(hpke.open(bytes(RFC_9180[0]!.secret), zero, INFO, ASSOCIATED, new Uint8Array(45)), undefined)
  })
}
