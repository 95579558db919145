import { execFileSync } from 'node:child_process';
import { accessSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENVIRONMENT } from '../../sync-server/config.ts';

const folder = 'docs/deploy';
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const yaml = (name: string): any => parse(read(name), { merge: true });

/** Everything that does not fit a schema of this folder; the schemas are subsets made here. */
function faults(schema: string, value: unknown): string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const check = ajv.compile(JSON.parse(readFileSync(`test/deploy/schemas/${schema}.json`, 'utf8')));
  return check(value)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const manifests = readdirSync(join(folder, 'kubernetes')).filter((name) => name !== 'kustomization.yaml');
const known = new Set<string>(ENVIRONMENT.map(([variable]) => variable));
const own = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith('TREADLE_') && name !== 'TREADLE_DOMAIN');

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const instructions = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));

  it('has nothing that its linter objects to, and the linter objects to something', () => {
    expect(lintDockerfile(text)).toEqual([]);
    expect(lintDockerfile('FROM node\nMAINTAINER somebody\nRUNN x')).toHaveLength(2);
  });

  it('ends as a user that is not root, with a health check, in a stage of its own', () => {
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));
    expect(instructions.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
    expect(last).toContain('USER 1000:1000');
    expect(last.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    expect(last.findIndex((line) => line.startsWith('USER '))).toBeLessThan(
      last.findIndex((line) => line.startsWith('ENTRYPOINT ')),
    );
  });

  it('holds no secret, no version that moves, and gets nothing that is not named', () => {
    expect(text).not.toMatch(/PASSWORD|SECRET|TOKEN|ACCESS_KEY|:latest|^ARG /m);
    for (const line of instructions.filter((each) => each.startsWith('FROM ')))
      expect(line).toMatch(/:\d+\.\d+\.\d+-/);
    const [first, ...rest] = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    expect(first).toBe('*');
    for (const line of rest) expect(line).toMatch(/^!/);
  });

  it('sets only variables that the server knows', () => {
    const set = own([...text.matchAll(/\b(TREADLE_\w+)=/g)].map(([, name]) => name!));
    expect(set.length).toBeGreaterThan(0);
    for (const name of set) expect(known).toContain(name);
  });
});

describe('the compose file', () => {
  const compose = yaml('compose.yaml');

  it('fits the specification as far as it uses it', () => {
    expect(faults('compose', compose)).toEqual([]);
    expect(
      faults('compose', { ...compose, services: { x: { image: 'x', restart: 'no', comand: ['x'] } } }),
    ).not.toEqual([]);
  });

  it('names only services and volumes that there are, and waits only for what tells its health', () => {
    for (const [name, service] of Object.entries<Record<string, never>>(compose.services)) {
      for (const [other, { condition }] of Object.entries<{ condition: string }>(
        service['depends_on'] ?? {},
      )) {
        expect([name, Object.keys(compose.services)]).toEqual([name, expect.arrayContaining([other])]);
        // The image of the server brings its own.
        if (condition === 'service_healthy' && other !== 'treadle')
          expect(compose.services[other]).toHaveProperty('healthcheck');
      }
      for (const volume of (service['volumes'] ?? []) as string[])
        if (!volume.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  });

  it('takes every secret from outside, and gives the server only variables that it knows', () => {
    const environments = Object.values<{ environment?: Record<string, string> }>(compose.services);
    for (const { environment = {} } of environments)
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|ACCESS_KEY|URL/.test(name)) expect(value).toContain('${');
    for (const name of own(Object.keys(compose.services.treadle.environment))) expect(known).toContain(name);
    for (const line of read('environment.example')
      .split('\n')
      .filter((each) => /PASSWORD|KEY/.test(each)))
      expect(line).toMatch(/=$/);
  });
});

describe('the Kubernetes manifests', () => {
  it.each(manifests)('%s fits its kind as far as it uses it', (name) => {
    expect(faults('kubernetes', yaml(`kubernetes/${name}`))).toEqual([]);
  });

  it('would be refused with a key that there is not, or a probe without a port', () => {
    const service = yaml('kubernetes/service.yaml');
    expect(faults('kubernetes', { ...service, spec: { ...service.spec, port: 80 } })).not.toEqual([]);
    const deployment = yaml('kubernetes/deployment.yaml');
    delete deployment.spec.template.spec.containers[0].livenessProbe.httpGet.port;
    expect(faults('kubernetes', deployment)).not.toEqual([]);
  });

  it('are all listed, but for the secret that somebody has to make', () => {
    const { resources } = yaml('kubernetes/kustomization.yaml');
    expect([...resources, 'secret.example.yaml'].toSorted()).toEqual(manifests.toSorted());
  });

  it('mean the same pods, ports and settings', () => {
    const deployment = yaml('kubernetes/deployment.yaml');
    const { template, selector } = deployment.spec;
    const [container] = template.spec.containers;
    const service = yaml('kubernetes/service.yaml');
    const ports = container.ports.map(({ name }: { name: string }) => name);
    expect(template.metadata.labels).toEqual(selector.matchLabels);
    expect(service.spec.selector).toEqual(selector.matchLabels);
    expect(ports).toContain(service.spec.ports[0].targetPort);
    for (const file of ['disruption-budget', 'network-policy']) {
      const { spec } = yaml(`kubernetes/${file}.yaml`);
      expect((spec.selector ?? spec.podSelector).matchLabels).toEqual(selector.matchLabels);
    }
    expect(yaml('kubernetes/autoscaler.yaml').spec.scaleTargetRef.name).toBe(deployment.metadata.name);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(['/livez', '/readyz']).toContain(container[probe].httpGet.path);
    const mounts = container.volumeMounts.map(({ name }: { name: string }) => name);
    expect(template.spec.volumes.map(({ name }: { name: string }) => name)).toEqual(mounts);
    const { data } = yaml('kubernetes/config.yaml');
    const { stringData } = yaml('kubernetes/secret.example.yaml');
    for (const name of own([...Object.keys(data), ...Object.keys(stringData)])) expect(known).toContain(name);
    for (const value of Object.values(stringData)) expect(value).toBe('');
  });

  it.runIf(isThere('kubectl'))('are put together by kubectl kustomize', () => {
    const text = execFileSync('kubectl', ['kustomize', join(folder, 'kubernetes')], { encoding: 'utf8' });
    expect(text.match(/^kind: /gm)).toHaveLength(manifests.length - 1);
  });
});

describe('the systemd unit', () => {
  it.runIf(isThere('systemd-analyze'))('is one that systemd understands', () => {
    const place = mkdtempSync(join(tmpdir(), 'treadle-unit-'));
    try {
      const unit = join(place, 'treadle.service');
      // Node may lie elsewhere here, and systemd looks whether it is there.
      writeFileSync(unit, read('treadle.service').replace('/usr/bin/node', process.execPath));
      execFileSync('systemd-analyze', ['verify', '--man=no', unit], { stdio: 'pipe' });
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  it('runs as nobody in particular and sets only variables that the server knows', () => {
    const text = read('treadle.service');
    expect(text).toContain('DynamicUser=yes');
    for (const [, name] of text.matchAll(/^Environment=(TREADLE_\w+)=/gm)) expect(known).toContain(name);
  });
});

function isThere(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((place) => {
    try {
      accessSync(join(place, command));
      return true;
    } catch {
      return false;
    }
  });
}
