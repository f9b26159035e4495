import { countAwsCalls } from './aws-calls.ts';
import { costs, total } from './cost.ts';
import { assumptions, prices } from './prices.ts';

// `npm run cost`: dollars per million operations, from counted calls and list prices.

const services = ['CloudFront', 'API Gateway', 'Lambda', 'S3', 'DynamoDB', 'SQS', 'CloudWatch'];
const column = (text: string) => text.padStart(13);
const perMillion = (dollars: number | undefined) => column(dollars === undefined ? '–' : (dollars * 1e6).toFixed(2));

console.log(`US dollars per million, at list prices of us-east-1 (${prices.asOf}) without free tiers;`);
console.log(`photos of ${assumptions.photoBytes / 1000} kB; storage itself is not in it\n`);
console.log(`${''.padEnd(38)}${column('total')}${services.map(column).join('')}`);
for (const { name, cost } of costs(await countAwsCalls(20))) {
  const paid = services.map((service) => perMillion(cost[service])).join('');
  console.log(`${name.padEnd(38)}${perMillion(total(cost))}${paid}`);
}
