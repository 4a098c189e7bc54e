import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bytes, hex, suites, text } from './suites.ts'

const RFC_4231 = [
  {
    name: 'case 1',
    key: new Uint8Array(20).fill(0x0b),
    message: text('Hi There'),
    mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    name: 'case 2, a short key',
    key: text('Jefe'),
    message: text('what do ya want for nothing?'),
    mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    name: 'case 3',
    key: new Uint8Array(20).fill(0xaa),
    message: new Uint8Array(50).fill(0xdd),
    mac: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    name: 'case 4',
    key: Uint8Array.from({ length: 25 }, (_, index) => index + 1),
    message: new Uint8Array(50).fill(0xcd),
    mac: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  },
  {
    name: 'case 6, a key larger than a block',
    key: new Uint8Array(131).fill(0xaa),
    message: text('Test Using Larger Than Block-Size Key - Hash Key First'),
    mac: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    name: 'case 7, key and data larger than a block',
    key: new Uint8Array(131).fill(0xaa),
    message: text(
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    mac: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  },
]

const RFC_5869 = [
  {
    name: '1',
    secret: '0b'.repeat(22),
    salt: '000102030405060708090a0b0c',
    info: 'f0f1f2f3f4f5f6f7f8f9',
    output: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    name: '2, longer inputs',
    secret: counted(0x00, 80),
    salt: counted(0x60, 80),
    info: counted(0xb0, 80),
    output:
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
      'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    name: '3, no salt and no info',
    secret: '0b'.repeat(22),
    salt: '',
    info: '',
    output: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
]

const RFC_7748 = [
  {
    scalar: 'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
    u: 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
    output: 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
  },
  {
    scalar: '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
    u: 'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
    output: '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
  },
]

const RFC_8032 = [
  {
    name: 'test 1, an empty message',
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
      '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    name: 'test 2, one byte',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    name: 'test 3, two bytes',
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
      '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
]

const RFC_8439 = {
  key: bytes(counted(0x80, 32)),
  nonce: bytes('070000004041424344454647'),
  associated: bytes('50515253c0c1c2c3c4c5c6c7'),
  plaintext: text(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  ),
  sealed:
    'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b' +
    '1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
    '3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
}

/** `count` bytes in hex, counting up from `first`. */
function counted(first: number, count: number): string {
  return Buffer.from(Array.from({ length: count }, (_, index) => first + index)).toString('hex')
}

for (const suite of suites) {
  describe(`suite ${suite.name}`, () => {
    test('hashes as FIPS 180-4 says, whatever the parts', () => {
      const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
      assert.equal(hex(suite.sha256(text('abc'))), expected)
      assert.equal(hex(suite.sha256(text('a'), text(''), text('bc'))), expected)
      assert.equal(hex(suite.sha256()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    })

    for (const { name, key, message, mac } of RFC_4231) {
      test(`HMAC as RFC 4231, ${name}`, () => {
        assert.equal(hex(suite.hmac(key, message)), mac)
        assert.equal(hex(suite.hmac(key, message.subarray(0, 3), message.subarray(3))), mac)
      })
    }

    for (const { name, secret, salt, info, output } of RFC_5869) {
      test(`HKDF as RFC 5869 A.${name}`, () => {
        assert.equal(hex(suite.hkdf(bytes(secret), bytes(salt), bytes(info), output.length / 2)), output)
      })
    }

    for (const { scalar, u, output } of RFC_7748) {
      test(`X25519 as RFC 7748 §5.2, ${output.slice(0, 8)}`, () => {
        assert.equal(hex(suite.x25519(bytes(scalar), bytes(u))), output)
      })
    }

    test('X25519 as RFC 7748 §5.2, iterated', () => {
      let scalar = bytes(`09${'00'.repeat(31)}`)
      let u = scalar
      for (let round = 1; round <= 1000; round += 1) {
        const output = suite.x25519(scalar, u)
        assert.ok(output)
        u = scalar
        scalar = output
        if (round === 1) assert.equal(hex(output), '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079')
      }
      assert.equal(hex(scalar), '684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51')
    })

    test('Diffie-Hellman as RFC 7748 §6.1', () => {
      const alice = bytes('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
      const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')
      const alicePublic = suite.x25519PublicKey(alice)
      const bobPublic = suite.x25519PublicKey(bob)
      const shared = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'
      assert.equal(hex(alicePublic), '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a')
      assert.equal(hex(bobPublic), 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
      assert.equal(hex(suite.x25519(alice, bobPublic)), shared)
      assert.equal(hex(suite.x25519(bob, alicePublic)), shared)
    })

    for (const { name, seed, publicKey, message, signature } of RFC_8032) {
      test(`Ed25519 as RFC 8032 §7.1, ${name}`, () => {
        assert.equal(hex(suite.ed25519PublicKey(bytes(seed))), publicKey)
        assert.equal(hex(suite.sign(bytes(seed), bytes(message))), signature)
        assert.equal(suite.verify(bytes(publicKey), bytes(message), bytes(signature)), true)
        assert.equal(suite.verify(bytes(publicKey), bytes(`${message}00`), bytes(signature)), false)
      })
    }

    test('ChaCha20-Poly1305 as RFC 8439 §2.8.2', () => {
      const { key, nonce, associated, plaintext, sealed } = RFC_8439
      assert.equal(hex(suite.seal(key, nonce, plaintext, associated)), sealed)
      assert.deepEqual(suite.open(key, nonce, bytes(sealed), associated), plaintext)
      assert.equal(suite.open(key, nonce, bytes(sealed)), undefined)
    })
  })
}
