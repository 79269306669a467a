/** The check's id from a route's parameter, which Next may hand over still encoded. */
export async function checkIdOf(params: Promise<{ readonly id: string }>): Promise<string> {
  const { id } = await params;
  try {
    return decodeURIComponent(id);
  } catch {
    // Not decodable, so no check's id: it is not found as it stands.
    return id;
  }
}
