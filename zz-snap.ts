import { movesBySnapshot } from '#src/imports/snapshot.ts';
import fc from 'fast-check';
const D=[0,1,2,3,4].map(n=>`202${n}-01-01`);
fc.assert(fc.property(fc.array(fc.boolean(),{minLength:5,maxLength:5}), fc.array(fc.record({at:fc.nat({max:4}),wrong:fc.boolean()}),{maxLength:5}), fc.shuffledSubarray([0,1,2,3,4],{minLength:5}), (there, extra, order)=>{
  let F: string|null=null; let moves: {day:string,returned:boolean}[]=[]; const snaps=new Set<string>();
  const log:any[]=[];
  const apply=(at:number, seen:boolean)=>{ const d=D[at]!; snaps.add(d); const next=[...snaps].filter(x=>x>d).sort()[0]??null;
    if (F===null && !seen) return;
    const ch=movesBySnapshot({firstSeenOn:F as any,moves},d,next,seen);
    for (const c of ch) { moves=moves.filter(m=>m.day!==c.day); if(c.move) moves.push({day:c.day,returned:c.move==='returned'}); }
    moves.sort((a,b)=>a.day<b.day?-1:1);
    if (seen && (F===null||d<F)) F=d; log.push({d,seen,next,F,moves:JSON.stringify(moves)}); };
  for (const e of extra) apply(e.at, e.wrong ? false : there[e.at]!);
  for (const at of order) apply(at, there[at]!);
  const first=there.indexOf(true);
  const exp=there.flatMap((t,i)=> first<0||i<=first||t===there[i-1]?[]:[`${D[i]} ${t}`]);
  const got=moves.map(m=>`${m.day} ${m.returned}`);
  if (JSON.stringify(exp)!==JSON.stringify(got)) throw new Error(JSON.stringify({exp,got,log},null,1));
}),{numRuns:20000});
console.log('ok');
