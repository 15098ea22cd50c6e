/** Whether a process runs. */
export const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // another user's
    return error.code === 'EPERM'
  }
}
