/** `id`, `user_id`, `customerID`, `PassengerId`, `Order Key`; not `paid`, `grid` or `valid`. */
export function looksLikeIdName(name: string): boolean {
  return /(^|[^A-Za-z])(id|uuid|guid|key)$/i.test(name) || /[a-z0-9](ID|Id|UUID|Uuid|GUID|Guid)$/.test(name);
}
