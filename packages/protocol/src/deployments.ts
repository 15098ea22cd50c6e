export { readDeployment } from './readDeployment.ts'
export { writeDeployment } from './writeDeployment.ts'
