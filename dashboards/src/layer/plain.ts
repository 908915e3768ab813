/**
 * A type of Grafana's SDK as plain data: values of enums are written as their text, and members that
 * only serve its builders are left out.
 */
export type Plain<T> = 0 extends 1 & T ? unknown
  : T extends string ? `${T}`
  : T extends number | boolean | null | undefined ? T
  : T extends readonly (infer Item)[] ? readonly Plain<Item>[]
  : { readonly [Key in keyof T as Key extends `_${string}` ? never : Key]: Plain<T[Key]> };
