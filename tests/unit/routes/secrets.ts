// Imported first: the routes read the environment once.
for (const name of Object.keys(process.env))
  if (name.startsWith('ALLSWELL_')) Reflect.deleteProperty(process.env, name);
process.env['ALLSWELL_ADMIN_TOKEN'] = 'sudo';

/** The headers of an administrator's request. */
export const ADMIN = { authorization: 'Bearer sudo' };
