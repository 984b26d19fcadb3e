/** Finds the route for a method and a path; `:name` segments become parameters. Null when there is none. */
export function matchRoute(routes, method, path) {
  const segments = path.split('/').filter(Boolean);
  for (const route of routes) {
    if (route.method !== method) continue;
    const pattern = route.path.split('/').filter(Boolean);
    if (pattern.length !== segments.length) continue;
    const params = {};
    const matches = pattern.every((part, index) => {
      if (!part.startsWith(':')) return part === segments[index];
      params[part.slice(1)] = segments[index];
      return true;
    });
    if (matches) return { route, params };
  }
  return null;
}
